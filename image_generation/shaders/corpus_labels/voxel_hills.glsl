// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec2 uv = n.y > 0.5 ? q.xz : vec2(q.x + q.z
truth(rd, hitAt, n, tree > 0.5 ? 100 + int(cell(ivec2(c), s) & 65535U) : 1, h <= water ? 2 : 1);

// before: vec2 f = q.xz - c;
ALBEDO_ = mat;
