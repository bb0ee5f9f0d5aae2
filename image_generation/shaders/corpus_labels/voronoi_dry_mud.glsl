// before: p *= zoom * vec2(1.0
tilted(2.0 * turn(-rnd(scene, 2) * 6.28) * p, vec2(0.0, 0.5 * mix(-0.9, 0.9, rnd(scene, 3))) * turn(rnd(scene, 2) * 6.28));
