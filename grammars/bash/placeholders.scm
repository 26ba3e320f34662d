(function_definition body: (compound_statement . (command name: (command_name) @_called) @placeholder .) (#eq? @_called ":"))
