/** Cases in which we differ from Ansible, on purpose or for now; each stands in COMPATIBILITY.md. */
export const known: ReadonlySet<string> = new Set([
  // json_query needs nothing installed.
  'af-struct.templar-0134',
  // A text is no list of numbers: an error in place of an empty text.
  'community-general-0054',
  'community-general-0065',
  // The collection keeps the length of a year from an earlier call.
  'community-general-0102',
  // Integers and texts of errors.
  'ansible-utils-0681',
  'ansible-utils-0692',
  'ansible-utils-0721',
  // Settings of plugins are asked for by a name of their own.
  'lookups-0144',
]);
