// before: vec2 p = u / (1.0 + tilt
tilted(u, vec2(tilt, 0.0));
