[(import) (package_header)] @import
