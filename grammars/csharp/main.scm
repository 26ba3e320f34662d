(method_declaration name: (identifier) @_name (#eq? @_name "Main")) @main
