"""WebGL shader text -> desktop GLSL 330 that draws what a browser draws: tokens, preprocessor, translation."""
