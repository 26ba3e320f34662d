(function_body (block) @body)
