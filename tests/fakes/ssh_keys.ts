/**
 * Public keys that `ssh-keygen` of OpenSSH made, with the fingerprints that it showed. Nobody has their private halves.
 *
 * @module
 */

/** One of each type; the line and its fingerprint. */
export const SSH_KEYS: readonly (readonly [line: string, fingerprint: string])[] = [
  [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGAjsnfHR4ugTGhbRaj6pNCNks0Lwoy1NyaK+p5XGCsI test key",
    "SHA256:pisNiGZaYn0vkJQqtOmGvhKfOxwpxCcZrTkbM4LVrGw",
  ],
  [
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBNmFdHM7DEFp/3DXYfbbJyQS5liQSUxacE4eCjVCv3mdod3pWgjyPp3pjw9QOCoDyAk9dqKHLE5CbZOavUYXw3A= test key",
    "SHA256:r8t/sB1Z+NAtK0KQTDx0gRwcJjaqoiul4yLTpdcYIs0",
  ],
  [
    "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBEfwlrAF05192g9+8Z5/NAwcYs+0Y+JxUgCVOSS4UvNBVGxmmO2VrZzVddYJVUMfAlpJfvy1is66YA/bWB6kaVvz333VCzh16wTwqUXIrOjLPZoXoKNaP2ov1R0DpwThdQ== test key",
    "SHA256:eh8j5MU12RFrHjJzHY5nnQS8Sd4jCHBubS284NRFNh4",
  ],
  [
    "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAE8rqEy2uKQ111YOOYLd3zr3Ie6B+CLHFajPPnze+O3v7aVgGLXdL0zUhnkUpIh3hTW6yImN0Og82NiEfHW1mV2VgDC31bA8JAxG1XG3Sq6BR0pvaB27X19XXksmbokAGnhBvI7holAbFLP9rpiXyOXpHg8mwNmu/i4NzwGoMcWZrHteg== test key",
    "SHA256:47bs2EkX12cYWJsbTDn/s78jnf0u6aAkuj9YLPRdPwo",
  ],
  [
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDB9XAildKnktYGGdRluZpJM6LP+/UZ30mkoNbeVJvYKZbDNpluxRVd3NK6VqpPk0CMqxeSeogSnFQ/J4mTGd2hY5SrcU3PxJeH4LKregc6BXC6/kVvPfOGd3J+wfQ/sdC6sfkO907M8OktsQPtf0Vb3PyZXVVuLeopVPdvR4mL1EFq5Qvm+wVVqPUbM/8ZsIj5eCNnMHc2i89Wa5S0bsQhu8E80FwIEYYOp5KCokrcb1hqxlcWcxFxf+k4dbjACQ2K3KkvOAnlKVA+r86mkm0aVKD/ZqIZHSYAoZInpHkjxhxekDHciR4ZasZs04vDQJCqb2WPIRj8XbtEZ44WO/kp test key",
    "SHA256:dWxfEHxECxPJzvNxgEGKjysXR2lEGsPFmKNT+ewzqgQ",
  ],
];

/** RSA with 1024 bits: too few. */
export const SHORT_RSA_KEY =
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDaFS/WoPUSoRPxQmmwTM1Fmv2UL8xguc2DSEdOgjMEZnjcXYXpQKCUYkV23SQeNkfqvtDxyZB7A9Qguyd9sE5nF4odV0gdKgp/RBBEzbJgvuQOmsDEjCoI34AELEbJbtRLX9gbd14yhQqxy/FmvWihXjXhQYIJEbjukuo2jcgfaw== test key";
