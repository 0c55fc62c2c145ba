/** Cases in which we differ from Ansible, on purpose or for now; each stands in COMPATIBILITY.md. */
export const known: ReadonlySet<string> = new Set([
  // json_query needs nothing installed.
  'af-struct.templar-0134',
  // The collection keeps the length of a year from an earlier call.
  'community-general-0102',
  // Settings of plugins are asked for by a name of their own.
  'lookups-0144',
]);
