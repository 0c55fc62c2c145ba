/** Eight kinds of tasks in turn, on files of their own. */
const kinds = [
  (i) => `    - file: { path: "{{ dir }}/d${i}", state: directory, mode: '0750' }`,
  (i) => `    - copy: { dest: "{{ dir }}/c${i}", content: "text ${i}\\n" }`,
  (i) => `    - template: { src: "{{ dir }}/in.j2", dest: "{{ dir }}/t${i}" }`,
  (i) => `    - lineinfile: { path: "{{ dir }}/l", line: "line ${i}", create: yes }`,
  () => '    - stat: { path: "{{ dir }}/l" }\n      register: st',
  () => '    - slurp: { src: "{{ dir }}/l" }\n      register: sl',
  (i) => `    - set_fact: { a${i}: "{{ st.stat.size }} {{ sl.content | b64decode | length }}" }`,
  (i) => `    - debug: { msg: "{{ a${i - 1} }}" }`,
];
export default {
  title: '{n} mixed file tasks',
  n: 104,
  goal: { timesReal: 20 },
  files: { 'in.j2': '{% for i in range(10) %}{{ i }} {{ dir | basename | length > 0 }}\n{% endfor %}' },
  playbook: (n, dir) =>
    `- hosts: localhost\n  gather_facts: no\n  vars: { dir: ${dir} }\n  tasks:\n${Array.from({ length: n }, (_, i) => `${kinds[i % kinds.length](i)}\n`).join('')}`,
  shell: (n, dir) =>
    `for i in $(seq ${Math.ceil(n / 4)}); do mkdir -p ${dir}/d$i; echo text >${dir}/c$i; stat ${dir}/c$i; base64 ${dir}/c$i; done`,
};
