(command command_name: (command_name) @_called (#match? @_called "^(?i:write-(host|output|information)|echo)$")) @print
