// before: vec2 q = p / (1.0 + tilt
tilted(2.0 * p, vec2(0.0, 0.5 * tilt));
