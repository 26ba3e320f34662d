(function_definition
  declarator: (function_declarator declarator: (identifier) @_name)
  (#eq? @_name "main")) @main
