export default {
  title: 'a loop of {n} commands',
  n: 100,
  goal: { timesReal: 20 },
  playbook: (n) =>
    `- hosts: localhost\n  gather_facts: no\n  tasks:\n    - command: echo {{ item }}\n      loop: "{{ range(${n}) | list }}"\n`,
  shell: (n) => `for i in $(seq ${n}); do /bin/echo $i; done`,
};
