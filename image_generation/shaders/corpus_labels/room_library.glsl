// before: float w = 1.0 + slant
tilted(u, vec2(0.6 * slant, 0.0));
