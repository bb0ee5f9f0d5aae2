// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float near = exp(
truth(rd, t, normalize(vec3(-g.x, 1.0, -g.y)), 1, 1);

// before: col = mix(mat * (lit * vec3(2.0
ALBEDO_ = mat;
