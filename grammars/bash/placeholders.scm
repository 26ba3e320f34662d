(function_definition body: (compound_statement . (command name: (command_name) @called) @placeholder .) (#eq? @called ":"))
