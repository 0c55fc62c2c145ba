export default {
  title: 'an empty play',
  goal: { seconds: 0.15 },
  playbook: () => '- hosts: localhost\n  gather_facts: no\n  tasks: []\n',
  shell: () => ':',
};
