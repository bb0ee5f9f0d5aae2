// title: Pollen Grains
// description: Spiny, netted, grooved and dimpled grains in false colours, as an electron microscope shows them
// tags: pollen, microscope, spheres, spikes, biology

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

vec4 voronoi(vec2 p, uint s, out uint id) {
    vec2 c = floor(p), near = vec2(0.0);
    float best = 9.0, next = 9.0;
    id = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = p - g - 0.5 - 0.9 * (hash2(ivec2(g), s) - 0.5);
        float d = dot(o, o);
        if (d < best) { next = best; best = d; near = o; id = cell(ivec2(g), s); }
        else next = min(next, d);
    }
    return vec4(near, sqrt(best), sqrt(next) - sqrt(best));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.6));
    float hue = rnd(s, 2), spread = 0.6 * rnd(s, 3);
    vec3 g0 = fbmd(u * 2.5 + 9.0 * rnd(s, 4), 5, s);
    vec3 ground = hsv(hue + 0.4 + 0.3 * rnd(s, 5), 0.5 * rnd(s, 6), 0.08 + 0.4 * rnd(s, 7));
    vec3 col = ground * (0.6 + 0.7 * g0.x - 0.25 * dot(g0.yz, sun.xy));
    if (rnd(s, 8) < 0.4) {
        uint id;
        vec4 v = voronoi(u * (2.5 + 2.0 * rnd(s, 9)), s + 1U, id);
        col = ground * (0.4 + 1.1 * ramp(0.0, 0.5, v.w) - 0.5 * dot(v.xy, sun.xy)) * (0.8 + 0.4 * g0.x);
    }
    int hit = -1;
    vec2 at = vec2(0.0);
    float shade = 1.0, spike = 0.0;
    float many = 2.0 + floor(9.0 * rnd(s, 10));
    for (int i = 0; i < 10; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float R = (0.2 + 0.4 * h.z) * (many < 4.0 ? 1.35 : 0.85);
        vec2 o = (u - vec2(2.3, 2.1) * (h.xy - 0.5)) / R;
        o = rot(6.28 * g.x + 0.3 * iTime) * o * vec2(1.0, 0.8 + 0.35 * g.y);
        float r = length(o);
        if (r > 1.6) continue;
        float kind = fract(g.z + rnd(s, 11));
        float n = 11.0 + floor(9.0 * g.y);
        float f = abs(fract(angle(o) / 6.28318 * n) - 0.5);
        float spine = kind < 0.4 ? 1.0 + 0.28 * max(1.0 - 3.2 * f, 0.0) : kind > 0.8 ? 1.0 + 0.06 * cos(angle(o) * 3.0) : 1.0 + 0.02 * cos(angle(o) * n);
        if (r < spine) { hit = i; at = o; shade = 1.0; spike = kind; }
        else shade *= 1.0 - 0.5 * ramp(1.5, 0.9, length(o + 0.35 * (rot(6.28 * g.x + 0.3 * iTime) * sun.xy)));
    }
    if (hit >= 0) {
        vec3 g = rnd3(s, 40 + hit);
        uint k = cell(ivec2(hit, 7), s);
        mat2 m = rot(6.28 * g.x + 0.3 * iTime);
        vec3 l = vec3(m * sun.xy, sun.z);
        float r = length(at);
        vec3 body = hsv(hue + spread * (rnd(k, 1) - 0.5), 0.4 + 0.5 * rnd(k, 2), 0.85), second = hsv(hue + 0.15 + spread * rnd(k, 3), 0.6, 0.5);
        float z = sqrt(max(1.0 - min(r * r, 0.995), 0.0));
        vec3 n = vec3(at * min(1.0, 0.998 / max(r, 0.01)), z);
        vec2 q = n.xy * (asin(min(r, 0.999)) / max(min(r, 0.999), 0.05)) * (3.0 + 2.5 * rnd(k, 4));
        float tone = 1.0;
        vec3 bump = vec3(0.0);
        if (spike < 0.4) {
            vec2 c = floor(q);
            float best = 9.0;
            vec2 off = vec2(0.0);
            for (int j = 0; j < 4; j++) {
                vec2 c2 = floor(q - 0.5) + vec2(j & 1, j >> 1);
                vec2 o = q - c2 - 0.5 - 0.35 * (hash2(ivec2(c2), k) - 0.5);
                if (dot(o, o) < best) { best = dot(o, o); off = o; }
            }
            float d = sqrt(best);
            float cone = max(1.0 - d / 0.5, 0.0);
            bump = vec3(off / max(d, 0.05) * 0.9 * step(d, 0.5), 0.0);
            tone = 0.55 + 0.9 * cone;
            if (d < 0.14) body = mix(body, vec3(1.0), 0.6);
        } else if (spike < 0.6) {
            uint id;
            vec4 v = voronoi(q * 0.9, k, id);
            float wall = ramp(0.22, 0.08, v.w);
            tone = 0.3 + 0.9 * wall + 0.25 * noise(q * 7.0, k);
            bump = vec3(v.xy * 0.8 * (1.0 - wall), 0.0);
            body = mix(second, body, wall);
        } else if (spike < 0.8) {
            float lobes = 3.0 + floor(4.0 * rnd(k, 5));
            float a = angle(at), f = abs(fract(a / 6.28318 * lobes) - 0.5);
            float groove = ramp(0.16, 0.02, f * min(r + 0.3, 1.0)) * ramp(0.12, 0.3, r);
            vec3 w = noised(q * 3.0, k);
            bump = vec3(0.3 * w.yz + vec2(-sin(a), cos(a)) * groove * 0.9 * sign(fract(a / 6.28318 * lobes) - 0.5), 0.0);
            tone = (1.0 - 0.65 * groove) * (0.75 + 0.4 * w.x);
        } else {
            vec2 c = floor(q * 1.6), o = fract(q * 1.6) - 0.5;
            float d = length(o);
            bump = vec3(-o * 1.6 * step(d, 0.4), 0.0);
            tone = 0.5 + 0.6 * ramp(0.2, 0.45, d);
            float pore = length(at - 0.3 * vec2(cos(6.28 * rnd(k, 6)), sin(6.28 * rnd(k, 6))));
            if (pore < 0.2) { tone = 0.3 + 2.0 * pore; body = second; }
        }
        vec3 m3 = normalize(n + bump * 0.8);
        float lit = max(dot(m3, l), 0.0);
        col = body * tone * (0.25 + 0.95 * lit) * (0.85 + 0.3 * noise(q * 9.0, k + 9U));
        col += mix(body, vec3(1.0), 0.6) * 0.45 * ramp(0.75, 1.02, r);
        if (r > 1.0) col = mix(body, vec3(1.0), 0.4) * (0.45 + 0.5 * dot(normalize(at), l.xy));
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
