const CORE = 'tag:yaml.org,2002:';
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d\d\d\d-\d\d-\d\d|\d\d\d\d-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** The tag of a plain scalar by YAML 1.1's implicit rules (yaml.org/type), as PyYAML has them. */
export function resolvePlain(text: string): string {
  if (text === '') return CORE + 'null';
  // Most scalars are words: their first character rules everything else out.
  switch (text.charCodeAt(0)) {
    case 121:
    case 89:
    case 110:
    case 78:
    case 116:
    case 84:
    case 102:
    case 70:
    case 111:
    case 79:
      if (text.length <= 5) {
        if (BOOL.test(text)) return CORE + 'bool';
        if (text === 'null' || text === 'Null' || text === 'NULL') return CORE + 'null';
      }
      return CORE + 'str';
    case 126:
      return text === '~' ? CORE + 'null' : CORE + 'str';
    case 60:
      return text === '<<' ? CORE + 'merge' : CORE + 'str';
    case 61:
      return text === '=' ? CORE + 'value' : CORE + 'str';
    case 43:
    case 45:
    case 46:
    case 48:
    case 49:
    case 50:
    case 51:
    case 52:
    case 53:
    case 54:
    case 55:
    case 56:
    case 57: {
      // Python's `$` also matches before a newline at the end; a plain scalar never ends with one.
      if (FLOAT.test(text)) return CORE + 'float';
      if (INT.test(text)) return CORE + 'int';
      if (TIMESTAMP.test(text)) return CORE + 'timestamp';
      return CORE + 'str';
    }
    default:
      return CORE + 'str';
  }
}
