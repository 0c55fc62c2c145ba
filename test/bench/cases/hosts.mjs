export default {
  title: '{n} debug tasks on 20 hosts each',
  n: 50,
  goal: { timesReal: 20 },
  inventory: () => `${Array.from({ length: 20 }, (_, i) => `h${i}`).join(',')},`,
  playbook: (n) =>
    `- hosts: all\n  gather_facts: no\n  vars: { name: "{{ inventory_hostname }}-x" }\n  tasks:\n${Array.from({ length: n }, (_, i) => `    - debug: { msg: "{{ name }} ${i}" }\n      when: name != 'y'\n`).join('')}`,
};
