export default {
  title: 'a loop of {n} set_fact',
  n: 1000,
  goal: { timesReal: 20 },
  playbook: (n) =>
    `- hosts: localhost\n  gather_facts: no\n  tasks:\n    - set_fact: { x: "{{ item }}", y: "{{ (y | default(0) | int) + item }}" }\n      loop: "{{ range(${n}) | list }}"\n`,
};
