(function_body (block "{" . "}") @placeholder)
