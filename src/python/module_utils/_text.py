from ansible.module_utils.common.text.converters import to_bytes, to_native, to_text, jsonify, container_to_bytes, container_to_text  # noqa
