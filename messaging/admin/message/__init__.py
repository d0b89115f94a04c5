"""Messages in the admin, with their files, timeline and the page to send one."""
