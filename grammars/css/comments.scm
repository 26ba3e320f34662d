[(comment) (js_comment)] @comment
