// title: Starfish and Shells
// description: Starfish, scallops, cones and urchins scattered on sand or in shallow water, with shadows
// tags: starfish, shells, beach, objects, shadow

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

float outline(vec2 o, float kind, float k) {
    float r = length(o), a = angle(o);
    if (kind < 0.35) {
        float f = abs(fract(a / 6.2832 * 5.0) - 0.5) * 1.2566;
        float arm = r * sin(f), along = r * cos(f);
        float w = 0.34 * (1.0 - along) + 0.06 + 0.02 * k;
        return along < 1.0 ? min(w - arm, 1.0 - along) : -1.0;
    }
    if (kind < 0.6) {
        float b = angle(o.yx + vec2(0.85, 0.0)), l = length(o + vec2(0.0, 0.85));
        float hinge = 0.22 - max(abs(o.x) - 0.18, abs(o.y + 0.78) - 0.02);
        return max(abs(b) < 1.15 ? 1.6 * sqrt(max(cos(b * 1.3), 0.0)) * (1.0 + 0.02 * cos(b * 30.0)) - l : -1.0, hinge - 0.2);
    }
    if (kind < 0.8) {
        float x = o.y * 0.5 + 0.5;
        float w = 0.5 * x * (1.0 - ramp(0.75, 1.05, x)) + 0.02 * sin(x * 40.0) * x;
        return x > 0.0 && x < 1.05 ? w - abs(o.x) : -1.0;
    }
    return 0.75 - r;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 0.7 * rnd(s, 2));
    float way = 6.28 * rnd(s, 3);
    vec2 sun = vec2(cos(way), sin(way));
    bool wet = rnd(s, 4) < 0.4;
    vec2 q = p;
    if (wet) q += 0.05 * (fbmd(p * 2.5 + iTime, 2, s + 3U).yz - 0.2);
    vec3 g = fbmd(q * vec2(3.0, 5.0), 3, s);
    vec3 sand = hsv(0.06 + 0.07 * rnd(s, 5), 0.2 + 0.3 * rnd(s, 6), 0.55 + 0.4 * rnd(s, 7));
    if (rnd(s, 8) < 0.2) sand = hsv(0.6, 0.15, 0.25);
    vec3 col = sand * (0.95 - 0.2 * dot(g.yz, sun)) * (0.75 + 0.5 * noise(q * 70.0, s));
    vec2 gc = q * 9.0, go = fract(gc) - 0.5 - 0.5 * (hash2(ivec2(floor(gc)), s + 7U) - 0.5);
    float gr = hash(ivec2(floor(gc)), s + 8U);
    if (length(go) < 0.25 * gr) col = hsv(gr * 7.0, 0.2, 0.3 + 0.6 * gr) * (0.7 + 2.0 * dot(go, sun) + 0.4);
    int front = -1;
    vec2 at = vec2(0.0), lit = vec2(0.0);
    float d = 0.0, shade = 1.0, which = 0.0;
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 20 + i), c = rnd3(s, 40 + i);
        float R = (i < 5 ? 0.12 : 0.25) + 0.2 * h.z;
        vec2 o = q - 2.4 * (h.xy - 0.5);
        if (dot(o, o) > 1.9 * R * R) continue;
        mat2 m = rot(6.28 * c.x);
        vec2 l = m * o / R;
        l += 0.06 * sin(5.0 * l.yx + 6.0 * c.y);
        float e = outline(l, c.z, c.y), e2 = outline(l + m * sun * 0.22, c.z, c.y);
        if (e > 0.0) { front = i; at = l; d = e; lit = m * sun; shade = 1.0; which = c.z; }
        else shade *= 1.0 - 0.55 * ramp(-0.04, 0.08, e2);
    }
    if (front >= 0) {
        uint k = cell(ivec2(front, 2), s);
        float a = angle(at), r = length(at);
        vec3 base = hsv(rnd(k, 1) < 0.7 ? 0.97 + 0.14 * rnd(k, 2) : rnd(k, 2), 0.25 + 0.6 * rnd(k, 3), 0.65 + 0.35 * rnd(k, 4)), second = hsv(0.02 + 0.12 * rnd(k, 5), 0.3 * rnd(k, 6), 0.95);
        vec3 n, mat = base;
        if (which < 0.35) {
            float f = (fract(a / 6.2832 * 5.0) - 0.5) * 1.2566;
            float arm = r * sin(f);
            vec2 across = vec2(-sin(a - f), cos(a - f));
            n = normalize(vec3(across * arm * 5.0, 0.7));
            vec2 w = vec2(r * cos(f), arm) * 13.0;
            float wart = length(fract(w) - 0.5);
            mat = mix(mat, second, ramp(0.3, 0.2, wart) * (0.3 + 0.7 * rnd(k, 7))) * (0.8 + 0.3 * noise(at * 9.0, k));
            mat *= 1.0 + 0.4 * ramp(0.05, 0.0, abs(arm)) * step(0.5, rnd(k, 8));
        } else if (which < 0.6) {
            float b = angle(at.yx + vec2(0.85, 0.0)), l = length(at + vec2(0.0, 0.85));
            n = normalize(vec3(sin(b * 26.0) * 0.5 + at.x * 0.6, at.y * 0.7, 0.8));
            mat = mix(second, base, ramp(0.3, 0.7, fract(l * (2.0 + 3.0 * rnd(k, 7)))) * 0.8) * (0.8 + 0.25 * cos(b * 26.0));
            if (at.y < -0.72) mat = second * 0.8;
        } else if (which < 0.8) {
            float x = at.y * 0.5 + 0.5, w = 0.5 * x + 0.05;
            n = normalize(vec3(at.x / w, 0.5 * cos(x * 40.0), 0.6));
            mat = mix(second, base, ramp(0.4, 0.6, noise(vec2(x * 14.0, at.x / w * 2.0), k))) * (0.7 + 0.3 * sin(x * 40.0 + at.x * 3.0));
            if (x > 0.75 && abs(at.x) < 0.13 && at.x > -0.2) mat = hsv(0.02, 0.5, 0.5);
        } else {
            n = normalize(vec3(at, 0.75 - 0.5 * r));
            float b = abs(fract(a / 6.2832 * 10.0) - 0.5);
            mat = mix(base, second, ramp(0.2, 0.3, length(fract(vec2(b * 4.0, r * 9.0)) - 0.5)) * 0.6) * (0.6 + 0.6 * ramp(0.02, 0.12, b));
            if (r < 0.1) mat *= 0.3;
        }
        col = mat * (0.35 + 1.0 * max(dot(n, normalize(vec3(lit, 0.8))), 0.0)) * (0.6 + 0.4 * ramp(0.0, 0.08, d));
    }
    col *= shade;
    if (wet) {
        float net = abs(noise(p * 4.0 + 0.6 * noise(p * 3.0 + iTime, s), s + 30U) - 0.5) * 2.0;
        col = mix(col, col * hsv(0.45 + 0.15 * rnd(s, 9), 0.5, 1.2), 0.5) * (0.8 + 0.8 * ramp(0.2, 0.0, net));
    }
    fragColor = vec4(film(col * 1.4), 1.0);
}
