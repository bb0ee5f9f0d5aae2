// title: Open Swell
// description: Sea surface with waves of many sizes, foam and a changing sky above the horizon
// tags: sea, water, waves, reflection, horizon

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.3);
    p = rot(0.3 * (rnd(s, 1) - 0.5)) * p;
    float pitch = -0.1 - 0.7 * rnd(s, 2), way = 6.28 * rnd(s, 3);
    vec3 ro = vec3(0.0, 1.0 + 3.0 * rnd(s, 4), iTime * 3.0);
    vec3 rd = look(p, ro, ro + vec3(cos(way), pitch, sin(way)), 1.2 + rnd(s, 5));
    float day = rnd(s, 6);
    vec3 high = hsv(0.52 + 0.13 * rnd(s, 7), 0.7, 0.25 + 0.6 * day), low = hsv(rnd(s, 8) * 0.15 + 0.5 * step(0.5, rnd(s, 9)), 0.4, 0.9);
    vec3 sun = normalize(vec3(cos(way + rnd(s, 10) - 0.5), 0.1 + 0.5 * rnd(s, 11), sin(way + rnd(s, 10) - 0.5)));
    float calm = rnd(s, 12);
    vec3 col = mix(low, high, clamp(rd.y * 2.5, 0.0, 1.0));
    if (rd.y > 0.0) {
        vec2 c = rd.xz / (rd.y + 0.08);
        col = mix(col, vec3(0.95), 0.8 * smoothstep(0.45, 0.7, fbm(c * 1.2 + 0.1 * iTime, 4, s)) * smoothstep(0.0, 0.2, rd.y));
        col += vec3(1.0, 0.8, 0.5) * (pow(max(dot(rd, sun), 0.0), 300.0) + 0.3 * pow(max(dot(rd, sun), 0.0), 8.0));
    } else {
        float t = -ro.y / (rd.y - 0.002);
        vec2 q = (ro + rd * t).xz;
        vec3 w = vec3(0.0);
        float a = 0.55, f = 0.35 + 0.6 * rnd(s, 13);
        vec2 dir = vec2(cos(7.0 * rnd(s, 14)), sin(7.0 * rnd(s, 14)));
        for (int i = 0; i < 6; i++) {
            float ph = dot(q, dir) * f + 3.0 * noise(q * f * 0.3, s + uint(i)) + iTime * sqrt(f) * 2.0;
            float e = exp(sin(ph) - 1.0);
            float fade = 1.0 / (1.0 + 0.0006 * f * f * t * t);
            w += a * fade * vec3(e, f * cos(ph) * e * dir);
            dir = mat2(0.6, 0.8, -0.8, 0.6) * dir;
            f *= 1.85;
            a *= 0.5 + 0.08 * (1.0 - calm);
        }
        vec3 chop = fbmd(q * 3.0, 3, s) * 0.15 / (1.0 + 0.02 * t * t);
        vec3 n = normalize(vec3(-w.y - chop.y, 1.5 + calm, -w.z - chop.z));
        vec3 r = reflect(rd, n);
        r.y = abs(r.y);
        float fres = 0.03 + 0.97 * pow(1.0 - clamp(-dot(rd, n), 0.0, 1.0), 5.0);
        vec3 deep = hsv(0.42 + 0.2 * rnd(s, 15), 0.8, 0.15 + 0.3 * rnd(s, 16));
        vec3 body = deep * (0.5 + 0.8 * max(dot(n, sun), 0.0)) + deep.yzx * 0.4 * w.x * w.x;
        col = mix(body, mix(low, high, clamp(r.y * 2.0, 0.0, 1.0)), fres);
        col += vec3(1.2, 1.0, 0.7) * pow(max(dot(r, sun), 0.0), 70.0);
        float foam = smoothstep(0.55, 0.85, w.x + 0.6 * fbm(q * 2.0, 3, s) - 0.5 * calm);
        col = mix(col, vec3(0.9, 0.95, 0.95), foam * 0.8 * (1.0 - calm));
        col = mix(col, low, 1.0 - exp(-0.00025 * t * t));
    }
    fragColor = vec4(film(col * 1.2), 1.0);
}
