"""Files of the control node, vault-decrypted where they are."""
import os

from ansible.errors import AnsibleFileNotFound
from ansible_ts import ask


class DataLoader:
    def get_basedir(self):
        return ask('basedir', None)

    def set_basedir(self, basedir):
        pass

    def path_dwim(self, given):
        given = os.path.expanduser(given)
        return given if given.startswith('/') else os.path.abspath(os.path.join(self.get_basedir(), given))

    def path_dwim_relative(self, path, dirname, source, is_role=False):
        for base in (os.path.join(path, dirname), path, os.path.join(self.get_basedir(), dirname), self.get_basedir()):
            found = os.path.join(base, source)
            if os.path.exists(found):
                return found
        return self.path_dwim(source)

    def path_dwim_relative_stack(self, paths, dirname, source, is_role=False):
        found = ask('find_file', [dirname, source])
        if found is None:
            raise AnsibleFileNotFound(file_name=source, paths=list(paths))
        return found

    def path_exists(self, path):
        return os.path.exists(self.path_dwim(path))

    def is_file(self, path):
        return os.path.isfile(self.path_dwim(path))

    def is_directory(self, path):
        return os.path.isdir(self.path_dwim(path))

    def list_directory(self, path):
        return os.listdir(self.path_dwim(path))

    def is_executable(self, path):
        return os.access(self.path_dwim(path), os.X_OK)

    def load(self, data, file_name='<string>', show_content=True, json_only=False):
        return ask('yaml', data if isinstance(data, str) else data.decode('utf-8'))

    def load_from_file(self, file_name, cache=True, unsafe=False, json_only=False):
        return self.load(self._get_file_contents(file_name)[0])

    def _get_file_contents(self, file_name):
        return ask('read_file', self.path_dwim(file_name)), True

    def get_real_file(self, file_path, decrypt=True):
        return self.path_dwim(file_path)

    def cleanup_tmp_file(self, file_path):
        pass
