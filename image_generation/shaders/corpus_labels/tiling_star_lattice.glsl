// before: q /= 1.0 + mix(0.0
tilted(2.0 * p, vec2(0.0, 0.5 * mix(0.0, 0.8, rnd(scene, 3))));
