// before: vec2 p = rot(6.28 * rnd(s, 2))
tilted(u, vec2(0.0, 0.3 * (rnd(s, 3) - 0.5)));
