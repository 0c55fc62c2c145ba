import hashlib
import os

from ansible.errors import AnsibleError


def secure_hash_s(data, hash_func=hashlib.sha1):
    digest = hash_func()
    digest.update(data if isinstance(data, bytes) else str(data).encode('utf-8', 'surrogateescape'))
    return digest.hexdigest()


def secure_hash(filename, hash_func=hashlib.sha1):
    if not os.path.exists(filename) or os.path.isdir(filename):
        return None
    digest = hash_func()
    try:
        with open(filename, 'rb') as f:
            for block in iter(lambda: f.read(1 << 20), b''):
                digest.update(block)
    except IOError as e:
        raise AnsibleError('error while accessing the file %s, error was: %s' % (filename, e))
    return digest.hexdigest()


checksum = secure_hash
checksum_s = secure_hash_s


def md5s(data):
    return secure_hash_s(data, hashlib.md5)


def md5(filename):
    return secure_hash(filename, hashlib.md5)
