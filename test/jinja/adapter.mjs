// Speaks the protocol of /work/shared/jinja/score.py; `npm run build` makes what it loads.
import '../../dist/jinja-adapter.mjs';
