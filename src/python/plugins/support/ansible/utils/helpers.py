def pct_to_int(value, num_items, min_value=1):
    if isinstance(value, str) and value.endswith('%'):
        return int(int(value.replace('%', '')) / 100.0 * num_items) or min_value
    return int(value)


def object_to_dict(obj, exclude=None):
    return {k: getattr(obj, k) for k in dir(obj) if not k.startswith('_') and k not in (exclude or [])}


def deduplicate_list(original_list):
    return list(dict.fromkeys(original_list))
