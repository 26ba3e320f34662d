[(variable_name) (function_definition name: (word) @identifier)] @identifier
