(function_declaration !body) @placeholder
