// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(0.8
ROLL = rot(0.8 * (rnd(s, 3) - 0.5));

// before: float sx = 0.5 + 0.7
truth(rd, best, n, 10 + id, 10 + id);

// before: vec2 c = r.xz /
ALBEDO_ = mix(pane * (0.16 + 0.4 * tint), frame, framed);
