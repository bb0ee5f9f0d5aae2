// title: Chimneys and Smoke
// description: Rolling columns of smoke from stacks over roofs, lit from one side in changing weather
// tags: smoke, chimneys, industry, clouds, silhouettes

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    p = p * (0.7 + 0.6 * rnd(s, 1)) + vec2(0.0, 0.2 * rnd(s, 2));
    vec3 low = hsv(rnd(s, 3), 0.1 + 0.4 * rnd(s, 10), 0.95), high = hsv(rnd(s, 4), 0.5, 0.3 + 0.5 * rnd(s, 5));
    vec3 col = mix(low, high, smoothstep(-0.6, 1.2, p.y));
    col = mix(col, low * 1.05, 0.6 * smoothstep(0.45, 0.7, fbm(p * vec2(1.0, 3.0) + iTime * 0.3, 3, s)));
    vec2 sun = normalize(vec2(2.0 * rnd(s, 6) - 1.0, 0.4));
    float wind = 1.6 * (rnd(s, 7) - 0.5);
    for (int i = 0; i < 3; i++) {
        float z = 0.4 + 0.2 * float(i);
        float x0 = -1.2 + 0.9 * float(i) + 0.6 * rnd(s, 20 + i), top = -0.75 + 0.9 * rnd(s, 30 + i) * z;
        float wide = (0.05 + 0.09 * rnd(s, 40 + i)) * z;
        float age = p.y - top;
        float path = x0 + wind * age * (0.4 + age) ;
        float spread = wide + 0.5 * z * max(age, 0.0) * (0.3 + 0.5 * rnd(s, 50 + i));
        float across = (p.x - path) / spread;
        if (age > -0.1 && abs(across) < 1.3 && rnd(s, 60 + i) < 0.8) {
            vec2 q = vec2((p.x - path) * 3.5 / (0.5 + z), p.y * 2.6 - iTime * 2.0) + 9.0 * float(i);
            vec2 w = vec2(noise(q, s + uint(i)) - 0.5);
            vec3 n = 1.15 * fbmd(q * 1.3 + 0.8 * w, 2, s + 70U);
            float dens = smoothstep(0.0, 0.25, 1.0 - abs(across) + 1.3 * (n.x - 0.5)) * smoothstep(-0.05, 0.03, age) * smoothstep(3.0, 0.3, age);
            float light = clamp(0.5 + 0.45 * across * sign(sun.x) - 0.22 * dot(n.yz, sun) + 0.6 * (n.x - 0.5), 0.0, 1.0);
            vec3 body = mix(hsv(rnd(s, 8), 0.3, 0.2 + 0.4 * rnd(s, 80 + i)), mix(low, vec3(1.1), 0.5), light * light);
            col = mix(col, body, dens * 0.95);
        }
        float taper = wide * (1.0 + 0.25 * max(top - p.y, 0.0));
        float o = (p.x - x0) / taper;
        if (abs(o) < 1.0 && p.y < top) {
            vec3 brick = hsv(0.02 + 0.06 * rnd(s, 90 + i), 0.5, 0.4) * (0.5 + 0.5 * sqrt(1.0 - o * o) + 0.4 * o * sign(sun.x));
            brick *= 0.8 + 0.25 * hash(ivec2(int(o * 4.0 + 20.0), int((p.y + 5.0) * 30.0)), s);
            if (rnd(s, 100 + i) < 0.5) brick = mix(brick, vec3(0.85) * dot(brick, vec3(1.0)), step(0.5, fract(p.y * 3.0 - top * 3.0)));
            if (top - p.y < 0.05) brick *= 0.4;
            col = mix(brick, low, 0.55 - 0.13 * float(i));
        }
        float rx = p.x * (2.2 - 0.3 * float(i)) + 7.0 * float(i), ri = floor(rx), rf = fract(rx);
        float rh = hash(ivec2(int(ri), i), s);
        float roof = -0.85 - 0.12 * float(i) + 0.35 * rh + (rh < 0.5 ? 0.16 * (1.0 - abs(2.0 * rf - 1.0)) : rh < 0.75 ? 0.12 * fract(rf * 3.0) : 0.0);
        if (p.y < roof) {
            vec2 win = fract(vec2(rf * 6.0, p.y * 9.0));
            float lit = step(0.7, hash(ivec2(int(ri * 6.0 + floor(rf * 6.0)), int(floor(p.y * 9.0 + 50.0))), s));
            vec3 wall = hsv(rnd(s, 9) * 0.2 + 0.3 * rh, 0.3, 0.15 + 0.25 * rh);
            wall *= 0.8 + 0.4 * noise(p * vec2(9.0, 30.0), s);
            if (win.x > 0.3 && win.x < 0.75 && win.y > 0.3 && roof - p.y > 0.12) wall = mix(wall * 0.4, hsv(0.1, 0.5, 1.0), lit);
            col = mix(wall, low, 0.5 - 0.14 * float(i));
        }
    }
    fragColor = vec4(film(col * 1.1), 1.0);
}
