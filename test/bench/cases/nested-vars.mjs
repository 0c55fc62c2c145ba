export default {
  title: '{n} set_fact of nested lazy variables',
  n: 200,
  goal: { timesReal: 20 },
  playbook: (n) => `- hosts: localhost
  gather_facts: no
  vars:
    base: /srv
    project: "{{ base }}/project"
    config: { dir: "{{ project }}/etc", names: ["{{ project | basename }}", b, c] }
    files: "{{ config.names | map('regex_replace', '$', '.conf') | list }}"
    all_files: "{{ [config.dir] | product(files) | map('join', '/') | list }}"
  tasks:
${Array.from({ length: n }, (_, i) => `    - set_fact: { f${i}: "{{ all_files | join(',') }} {{ config.dir }}/${i}" }\n      when: all_files | length == 3\n`).join('')}`,
};
