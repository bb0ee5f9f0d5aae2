// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(0.3
ROLL = rot(0.3 * (rnd(s, 7) - 0.5));

// before: float style = rnd(s, 17), haze
truth(rd, t, n, 1, 1);

// before: float line = 1.0 - smoothstep(w * 0.5
ALBEDO_ = face;
