// title: Marble Hall Floor
// description: Inlaid marble floors with borders and stars that mirror a hall with windows and pillars
// tags: marble, floor, inlay, reflection, perspective

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;

vec3 hall(vec3 rd) {
    float x = rd.x / max(rd.z, 0.05), y = rd.y / max(rd.z, 0.05);
    float n = 1.0 + floor(3.0 * rnd(s, 1));
    float f = fract(x * n + rnd(s, 2)) - 0.5;
    float arch = abs(f) < 0.25 ? y - 0.9 + max(0.0, 0.0) + 1.6 * f * f : 9.0;
    vec3 wall = hsv(rnd(s, 3), 0.3 * rnd(s, 4) + 0.05, 0.5) * (0.7 + 0.4 * step(0.5, fract(y * 4.0)));
    vec3 outside = mix(hsv(0.55, 0.3, 1.2), hsv(0.05 + 0.1 * rnd(s, 5), 0.4, 1.2), step(0.5, rnd(s, 6)));
    vec3 col = arch < 0.0 && y > 0.12 ? outside * (fract(f * 16.0) < 0.12 || fract(y * 7.0) < 0.1 ? 0.4 : 1.0) : wall;
    if (abs(abs(f) - 0.38) < 0.07) col = hsv(rnd(s, 7), 0.25, 0.75) * (1.1 - 8.0 * abs(abs(f) - 0.38));
    if (y > 1.3) col = wall * 1.3;
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.9);
    float pitch = -0.25 - 0.9 * rnd(s, 8);
    vec3 ro = vec3(20.0 * rnd(s, 9), 1.1 + 0.6 * rnd(s, 10), 2.0 * iTime);
    vec3 rd = look(rot(0.5 * (rnd(s, 11) - 0.5)) * p, ro, ro + vec3(0.9 * (rnd(s, 12) - 0.5), pitch, 1.0), 1.0 + 0.9 * rnd(s, 13));
    vec3 col;
    if (rd.y > -0.03) col = hall(rd);
    else {
        float t = -ro.y / rd.y;
        vec2 q = (ro + rd * t).xz * (0.6 + 0.8 * rnd(s, 14));
        if (rnd(s, 15) < 0.5) q = rot(0.785) * q;
        vec2 id = floor(q), f = fract(q) - 0.5, a = abs(f);
        float kind = rnd(s, 16);
        float d = kind < 0.25 ? 0.32 - max(a.x, a.y) : kind < 0.5 ? 0.36 - a.x - a.y : kind < 0.75 ? 0.36 - length(f) : 0.22 + 0.13 * cos(8.0 * atan(f.y, f.x)) - length(f);
        float check = mod(id.x + id.y, 2.0);
        int which = d > 0.0 ? (d > 0.12 ? 2 : 1) : (check < 0.5 ? 0 : 3);
        if (max(a.x, a.y) > 0.44 && rnd(s, 17) < 0.6) which = 4;
        vec3 base = hsv(rnd(s, 20 + which), 0.5 * rnd(s, 30 + which), 0.15 + 0.75 * rnd(s, 40 + which));
        vec2 m = q * 1.7 + 13.0 * float(which) + 7.0 * hash(ivec2(id), s);
        vec2 w = vec2(noise(m * 1.3, s), noise(m * 1.3 + 5.0, s)) - 0.5;
        float vein = abs(2.0 * fbm(m + 1.7 * w, 3, s + 5U) - 1.0);
        vec3 mat = base * (0.8 + 0.5 * w.x) + (dot(base, vec3(0.33)) > 0.45 ? -0.35 : 0.4) * smoothstep(0.12, 0.0, vein);
        mat *= 0.9 + 0.2 * hash(ivec2(id) + which * 17, s);
        float line = min(abs(d), 0.5 - max(a.x, a.y));
        mat *= 1.0 - 0.6 * smoothstep(0.012 + 0.004 * t, 0.0, line) / (1.0 + 0.1 * t * t);
        float fres = 0.05 + 0.5 * pow(max(1.0 + rd.y, 0.0), 5.0);
        vec3 r = vec3(rd.x, -rd.y, rd.z);
        r.xz += 0.02 * w;
        vec3 mirrored = hall(r);
        vec2 win = fract(vec2(q.x * 0.45 + 0.3 * q.y, q.y * 0.28 + rnd(s, 18)));
        float sunlight = step(0.3, win.x) * step(win.x, 0.75) * step(0.2, win.y) * step(win.y, 0.8) * step(0.05, abs(win.x - 0.52));
        col = mix(mat * (0.75 + 1.1 * sunlight * step(0.4, rnd(s, 19))), mirrored, fres);
        col *= exp(-0.012 * t);
    }
    fragColor = vec4(film(col * 1.7), 1.0);
}
