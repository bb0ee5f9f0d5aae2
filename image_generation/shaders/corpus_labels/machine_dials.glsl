// before: p /= 1.0 + tilt * p.x
tilted(u, vec2(0.6 * tilt * zoom, 0.0) * rot(0.3 * (rnd(s, 3) - 0.5)));
