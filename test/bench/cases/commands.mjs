export default {
  title: '{n} commands, a task each',
  n: 100,
  goal: { timesReal: 20 },
  playbook: (n) =>
    `- hosts: localhost\n  gather_facts: no\n  tasks:\n${Array.from({ length: n }, (_, i) => `    - command: echo ${i}\n`).join('')}`,
  shell: (n) => `for i in $(seq ${n}); do /bin/echo $i; done`,
};
