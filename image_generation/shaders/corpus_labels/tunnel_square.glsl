// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(1.5
ROLL = rot(1.5 * (rnd(s, 3) - 0.5));

// before: float lz = mod(q.z + 0.5
truth(rd, t, n, pipeT == t ? 10 + pid : 1, pipeT == t ? 10 + pid : side ? 3 : n.y > 0.0 ? 1 : 2);
ALBEDO_ = mat;
