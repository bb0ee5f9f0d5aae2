// title: Fish Pond
// description: Spotted fish of many sizes that swim under ripples, above stones and below lily pads
// tags: water, fish, pond, animals, occlusion

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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.8 + 0.8 * rnd(s, 2));
    vec3 w = fbmd(p * 2.0 + iTime, 2, s);
    vec2 q = p + 0.04 * w.yz;
    float stone = fbm(q * 3.0 + 7.0, 3, s + 2U);
    vec3 bed = mix(hsv(rnd(s, 3), 0.45, 0.2), hsv(0.08 + 0.3 * rnd(s, 4), 0.4, 0.6), stone);
    vec2 tile = q * 2.5;
    vec2 to = fract(tile) - 0.5 - 0.3 * (hash2(ivec2(floor(tile)), s) - 0.5);
    float tr = 0.12 + 0.22 * hash(ivec2(floor(tile)), s + 1U) - length(to);
    if (tr > 0.0) bed = mix(bed, hsv(0.1, 0.15, 0.3 + 0.5 * hash(ivec2(floor(tile)), s + 3U)), 0.8) * (0.6 + 0.5 * stone + 1.2 * tr);
    vec3 col = bed;
    float shade = 1.0, along = 0.0, across = 0.0, fin = 0.0;
    int front = -1;
    float many = 3.0 + floor(4.0 * rnd(s, 5));
    for (int i = 0; i < 5; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        vec2 dir = normalize(g.xy - 0.5 + 0.002);
        float size = 0.22 + 0.33 * h.z;
        vec2 o = (q - 2.6 * (h.xy - 0.5) - dir * 0.15 * sin(iTime * 3.0 + 9.0 * g.z)) / size;
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x)));
        l.y += 0.13 * (1.0 - l.x) * sin(2.2 * l.x - 9.0 * iTime + 6.0 * g.z);
        float x = l.x;
        float body = 0.28 * sqrt(max((1.0 - x) * (1.0 + x), 0.0)) * (0.75 + 0.35 * x) + 0.02;
        float tail = x < -0.7 && x > -1.45 ? 0.05 + 0.42 * (-0.7 - x) * (1.0 - 0.5 * smoothstep(0.0, 0.16, 0.16 - abs(l.y)) * step(x, -1.2)) : 0.0;
        float side = abs(x - 0.25 + 0.5 * abs(l.y)) < 0.13 && abs(l.y) < 0.5 ? 0.5 : 0.0;
        float edge = max(abs(x) < 1.0 ? body : 0.0, max(tail, side));
        vec2 so = l + vec2(0.15, 0.25);
        if (abs(l.y) < edge) {
            front = i;
            along = x;
            across = l.y / max(body, 0.03);
            fin = abs(x) < 1.0 && abs(l.y) < body ? 0.0 : 1.0;
            shade = 1.0;
        } else if (abs(so.x) < 1.1 && abs(so.y) < 0.28 * sqrt(max(1.2 - so.x * so.x, 0.0))) shade *= 0.6;
    }
    if (front >= 0) {
        uint k = cell(ivec2(front, 4), s);
        vec3 a = rnd(k, 1) < 0.7 ? hsv(0.02 + 0.1 * rnd(k, 2), 0.85 * rnd(k, 3), 0.95) : hsv(rnd(k, 2), 0.4, 0.5), b = rnd(k, 4) < 0.5 ? vec3(0.95) : hsv(0.03 + 0.07 * rnd(k, 5), 0.9, 0.9);
        float patch_ = smoothstep(0.5, 0.56, noise(vec2(along * 2.3 + 9.0, across * 1.1), k));
        vec3 skin = mix(a, b, patch_);
        skin = mix(skin, vec3(0.08), step(0.68, noise(vec2(along * 4.0, across * 1.6 + 5.0), k + 1U)) * step(0.5, rnd(k, 6)));
        skin *= fin > 0.5 ? 0.75 + 0.25 * sin(along * 40.0 + across * 6.0) : (0.45 + 0.65 * sqrt(max(1.0 - across * across, 0.0))) * (0.85 + 0.15 * sin(along * 60.0) * sin(across * 14.0));
        if (abs(along - 0.72) < 0.05 && abs(abs(across) - 0.6) < 0.2) skin = vec3(0.05);
        col = mix(col, skin, fin > 0.5 ? 0.65 : 1.0);
    }
    col *= shade;
    vec3 tint = hsv(0.08 + 0.55 * rnd(s, 6), 0.5, 0.9);
    col = mix(col, tint * (0.3 + 0.5 * stone), 0.12 + 0.3 * rnd(s, 7));
    float ridge = abs(2.0 * noise(p * 3.2 + 0.4 * w.yz + iTime, s + 9U) - 1.0);
    col *= 0.75 + 0.6 * smoothstep(0.3, 0.0, ridge);
    vec3 sky = hsv(0.55, 0.25, 1.0);
    col = mix(col, sky, smoothstep(0.25, 0.8, 0.3 * w.y + 0.35 * w.z + 0.2 * u.y) * 0.7);
    vec2 c = p * 1.3 + 4.0;
    uint k = cell(ivec2(floor(c)), s + 60U);
    vec2 o = fract(c) - 0.5 - 0.25 * (vec2(rnd(k, 1), rnd(k, 2)) - 0.5);
    float r = 0.16 + 0.2 * rnd(k, 3), l = length(o);
    if (rnd(k, 4) < 0.55 * rnd(s, 8) + 0.1) {
        if (length(o + vec2(0.05, 0.07)) < r) col *= 0.6;
        float ang = atan(o.y, o.x) + 6.28 * rnd(k, 5);
        float slot = abs(mod(ang, 6.2832) - 3.1416);
        if (l < r && slot > 0.25) {
            col = hsv(0.22 + 0.14 * rnd(k, 6), 0.6, 0.4 + 0.3 * rnd(k, 7)) * (0.75 + 0.35 * abs(sin(ang * 7.0))) * (0.75 + 0.4 * l / r) + 0.1 * smoothstep(0.02, 0.0, abs(l - r + 0.015));
            if (rnd(k, 8) < 0.4 && l < 0.4 * r * (0.6 + 0.4 * abs(cos(ang * 4.0)))) col = mix(hsv(0.13, 0.7, 0.95), hsv(rnd(s, 9), 0.45, 1.0), smoothstep(0.1, 0.2, l / r));
        }
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
