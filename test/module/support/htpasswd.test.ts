import { expect, test } from 'vitest';
import { HtpasswdFile, hashPassword, samePassword } from '../../../src/module/support/htpasswd.ts';
import { desCrypt } from '../../../src/template/support/des-crypt.ts';

// as crypt(3) of glibc gives them
test.each([
  ['password', 'ab', 'abJnggxhB/yWI'],
  ['x', './', './7H4fGCYxIHQ'],
  ['geheim12345', 'zZ', 'zZTG8y8I71a0g'],
  ['', 'aa', 'aaQSqAReePlq6'],
  ['ünï', 'Q9', 'Q93sYFyMO3Q0Y'],
])('DES of %j with the salt %s', (password, salt, hash) => {
  expect(desCrypt(Buffer.from(password), salt)).toBe(hash);
});

test.each(['apr_md5_crypt', 'md5_crypt', 'des_crypt', 'ldap_sha1', 'plaintext'])('%s', (scheme) => {
  const hash = hashPassword(scheme, 'secret');
  expect(samePassword(scheme, 'secret', hash)).toBe(true);
  expect(samePassword(scheme, 'other', hash)).toBe(false);
});

test('a scheme that nobody knows is refused', () => {
  expect(() => hashPassword('nosuch', 'x')).toThrow("crypt_scheme 'nosuch' is not known here");
});

test('a file keeps its comments, its order and what stands twice', () => {
  const file = new HtpasswdFile('# c\na:1\nb:2\na:3\n');
  file.set('b', 'x');
  file.set('c', 'y');
  expect(file.text).toBe('# c\na:1\nb:x\na:3\nc:y\n');
  file.delete('a');
  expect(file.text).toBe('# c\nb:x\na:3\nc:y\n');
  expect(() => new HtpasswdFile('bad\n')).toThrow('malformed htpasswd file (error reading line 1)');
});
