(command command_name: (command_name) @called (#match? @called "^(?i:write-(host|output|information)|echo)$")) @print
