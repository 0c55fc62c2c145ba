export default {
  title: 'loading {n} tasks (--list-tasks)',
  n: 2000,
  goal: { timesReal: 20 },
  arguments: ['--list-tasks'],
  playbook: (n) =>
    `- hosts: localhost\n  gather_facts: no\n  tasks:\n${Array.from({ length: n }, (_, i) => `    - name: task ${i}\n      shell: echo "{{ x }}" && true\n      args: { chdir: /tmp }\n      when: a is defined and b == ${i}\n      tags: [t${i}]\n`).join('')}`,
};
