(command name: (command_name) @called (#any-of? @called "source" ".")) @import
