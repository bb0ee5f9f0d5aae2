// title: Blood Cells
// description: Dished red cells, knobbly white cells and platelets that tumble in a vessel or on a slide
// tags: cells, blood, microscope, medicine, occlusion

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    float mode = rnd(s, 1), way = 6.28 * rnd(s, 2);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.8));
    float hue = mode < 0.6 ? 0.96 + 0.07 * rnd(s, 3) : rnd(s, 3);
    vec3 dark = hsv(hue + 0.02, 0.85, 0.15 + 0.2 * rnd(s, 4)), pale = hsv(hue + 0.1 * (rnd(s, 5) - 0.5), 0.35 + 0.4 * rnd(s, 6), 0.9);
    vec2 v = u - 0.6 * (rnd3(s, 7).xy - 0.5);
    float depth = mode < 0.4 ? ramp(0.2, 1.4, length(v)) : fbm(u * 1.2, 3, s);
    vec3 air = mode < 0.4 ? mix(pale, dark, 0.4) : mix(dark, pale, step(0.7, mode));
    vec3 col = mix(air * 1.1, dark, depth);
    if (mode < 0.4) {
        float a = angle(v), tube = 1.0 / (length(v) + 0.2);
        col *= 0.7 + 0.5 * fbm(vec2(a * 3.0, tube * 3.0 + 2.0 * iTime), 4, s + 1U);
        col += pale * 0.15 * ramp(0.05, 0.0, abs(noise(vec2(a * 2.0 + 0.5 * tube, tube * 1.5), s + 2U) - 0.5));
    } else col *= 0.9 + 0.15 * noise(u * 30.0, s);
    float crowd = 11.0 + floor(12.0 * rnd(s, 8)), scale = 0.6 + 0.6 * rnd(s, 9), tilt = rnd(s, 10);
    int hit = -1;
    vec2 at = vec2(0.0);
    float near = 0.0;
    for (int i = 0; i < 22; i++) {
        if (float(i) >= crowd) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 50 + i);
        float z = float(i) / crowd;
        float R = mix(0.1, 0.42, z * z) * scale * (0.85 + 0.3 * h.z) * (g.z < 0.92 ? 1.0 : 0.5);
        vec2 o = (u - vec2(2.9, 2.5) * (h.xy - 0.5) - 0.1 * z * vec2(sin(2.0 * iTime + 6.0 * g.x), cos(2.0 * iTime + 6.0 * g.y))) / R;
        float flat_ = g.z < 0.82 ? mix(1.0, 0.28 + 0.72 * g.x, tilt) : 1.0;
        vec2 q = rot(6.28 * g.y + iTime) * o;
        q.y /= flat_;
        float knob = g.z < 0.82 ? 0.0 : 0.1 * sin(angle(q) * 5.0 + 6.0 * g.x) + 0.06 * sin(angle(q) * 11.0 + 3.0 * g.y);
        if (length(vec2(q.x, q.y * flat_ / max(flat_, 0.38))) < 1.0 + knob) { hit = i; at = q; near = z; }
        else if (z > near) col *= 1.0 - 0.3 * ramp(1.4, 0.9, length(o + 0.25 * sun.xy)) * z * z;
    }
    if (hit >= 0) {
        vec3 g = rnd3(s, 50 + hit), c;
        mat2 turn = rot(6.28 * g.y + iTime);
        float r = length(at);
        if (g.z < 0.82) {
            float flat_ = mix(1.0, 0.28 + 0.72 * g.x, tilt);
            float arc = 3.14159 * clamp(r * 1.05, 0.0, 1.0) * 1.15 - 0.15;
            vec2 dir = at / max(r, 0.01);
            vec3 n = normalize(vec3((dir * vec2(1.0, flat_)) * turn * -cos(arc) * 1.3, 1.0));
            c = hsv(hue + 0.03 * (g.x - 0.5), 0.75, 0.75) * (0.25 + 0.85 * max(dot(n, sun), 0.0)) * (0.7 + 0.4 * sin(arc)) * (0.92 + 0.14 * noise(at * 7.0, s + uint(hit)));
            c += 0.35 * pow(max(dot(n, normalize(sun + vec3(0.0, 0.0, 1.0))), 0.0), 24.0) + 0.25 * pale * ramp(0.8, 1.0, r);
        } else {
            float z = sqrt(max(1.0 - r * r, 0.03));
            vec3 t = fbmd(at / (0.45 + 0.55 * z) * 3.5 + 5.0 * g.xy, 3, s + uint(hit));
            vec3 n = normalize(vec3(at * turn - 0.16 * t.yz, z));
            c = g.z < 0.92 ? mix(vec3(0.92, 0.88, 0.95), hsv(hue + 0.6, 0.3, 0.8), g.x) : hsv(0.13 + 0.6 * g.x, 0.4, 0.9);
            c *= (0.3 + 0.9 * max(dot(n, sun), 0.0)) * (0.6 + 0.6 * t.x);
            if (mode > 0.7) c = mix(c, hsv(0.74, 0.6, 0.5), 0.7 * ramp(0.55, 0.45, min(length(at - vec2(0.2, 0.1)), length(at + vec2(0.25, 0.15)))));
        }
        col = mix(c, air, 0.8 * (1.0 - near) * (1.0 - near));
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
