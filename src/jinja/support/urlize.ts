import { escapeHtml } from '../../value/text.ts';

const http =
  /^((https?:\/\/|www\.)(([\w%-]+\.)+)?([a-z]{2,63}|xn--[\w%]{2,59})|([\w%-]{2,63}\.)+(com|net|int|edu|gov|org|info|mil)|(https?:\/\/)((([\d]{1,3})(\.[\d]{1,3}){3})|(\[([\da-f]{0,4}:){2}([\da-f]{0,4}:?){1,6}\])))(?::[\d]{1,5})?(?:[/?#]\S*)?$/i;
const email = /^\S+@\w[\w.-]*\.\w+$/;

/** jinja2.utils.urlize: links for what looks like one. */
export function urlize(
  text: string,
  limit: number | null,
  rel: string | null,
  target: string | null,
  schemes: readonly string[],
): string {
  const trim = (x: string) => (limit !== null && x.length > limit ? `${x.slice(0, limit)}...` : x);
  const attrs = `${rel ? ` rel="${escapeHtml(rel)}"` : ''}${target ? ` target="${escapeHtml(target)}"` : ''}`;
  return escapeHtml(text)
    .split(/(\s+)/)
    .map((word) => {
      let middle = word;
      let tail = '';
      const head = /^([(<]|&lt;)+/.exec(middle)?.[0] ?? '';
      middle = middle.slice(head.length);
      const end = /([)>.,\n]|&gt;)+$/.exec(middle);
      if (end !== null) {
        tail = end[0];
        middle = middle.slice(0, end.index);
      }
      for (const [a, b] of [
        ['(', ')'],
        ['<', '>'],
        ['&lt;', '&gt;'],
      ] as const) {
        const opened = middle.split(a).length - 1;
        if (opened <= middle.split(b).length - 1) continue;
        const moves = Math.min(opened, tail.split(b).length - 1);
        for (let i = 0; i < moves; i++) {
          const at = tail.indexOf(b) + b.length;
          middle += tail.slice(0, at);
          tail = tail.slice(at);
        }
      }
      if (http.test(middle)) {
        const full = /^https?:\/\//.test(middle);
        middle = `<a href="${full ? '' : 'https://'}${middle}"${attrs}>${trim(middle)}</a>`;
      } else if (middle.startsWith('mailto:') && email.test(middle.slice(7)))
        middle = `<a href="${middle}">${middle.slice(7)}</a>`;
      else if (
        middle.includes('@') &&
        !middle.startsWith('www.') &&
        !middle.includes(':') &&
        email.test(middle)
      )
        middle = `<a href="mailto:${middle}">${middle}</a>`;
      else
        for (const s of schemes)
          if (middle !== s && middle.startsWith(s)) middle = `<a href="${middle}"${attrs}>${middle}</a>`;
      return head + middle + tail;
    })
    .join('');
}
