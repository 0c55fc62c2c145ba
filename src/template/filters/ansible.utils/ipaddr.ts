import { defineFilter } from '../../../jinja/define.ts';
import { ipaddr } from '../../support/ip/ipaddr.ts';
import { str } from '../../support/py.ts';

export default defineFilter({
  doc: 'An address or network checked, or the part of it that a query names; lists item by item.',
  signature: "_ipaddr(value, query='', version=None, alias=None)",
  run: (_ctx, value, query, version, alias) =>
    ipaddr(
      value!,
      query!,
      version === 4 || version === 6 ? version : undefined,
      alias === null ? '' : str(alias!),
    ),
});
