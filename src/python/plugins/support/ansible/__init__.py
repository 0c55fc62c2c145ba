"""What plugins may import of Ansible on the control node, served by ansible-ts."""
__version__ = '2.14.18'
